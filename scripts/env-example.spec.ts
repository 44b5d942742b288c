import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { type ServiceDefinition, ServiceConfig } from '@lk/platform';
import { getMetadataStorage } from 'class-validator';
import { BANK_SIMULATOR } from '../apps/bank-simulator/src/bank-simulator.service';
import { deal } from '../apps/deal/src/deal.service';
import { notification } from '../apps/notification/src/notification.service';
import { ops } from '../apps/ops/src/ops.service';
import { payout } from '../apps/payout/src/payout.service';
import { reconciliation } from '../apps/reconciliation/src/reconciliation.service';
import { selfEmployedRisk } from '../apps/self-employed-risk/src/self-employed-risk.service';
import { webhookIngress } from '../apps/webhook-ingress/src/webhook-ingress.service';

const SERVICES: readonly ServiceDefinition[] = [
  webhookIngress,
  deal,
  payout,
  selfEmployedRisk,
  notification,
  ops,
  reconciliation,
  BANK_SIMULATOR,
];

/** Variable names with the default of the class; undefined where there is none. */
function variablesOfClasses(): Map<string, unknown> {
  const variables = new Map<string, unknown>();
  for (const type of [ServiceConfig, ...SERVICES.flatMap(({ configs }) => configs)]) {
    const defaults = new type() as Record<string, unknown>;
    for (const { propertyName } of getMetadataStorage().getTargetValidationMetadatas(
      type,
      '',
      false,
      false,
    )) {
      variables.set(propertyName, defaults[propertyName]);
    }
  }
  return variables;
}

/** `NAME=value` and `# NAME=value` lines. */
function variablesOfExample(): Map<string, string> {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const matches = lines.map((line) => /^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line));
  return new Map(matches.flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? '']] : [])));
}

describe('.env.example', () => {
  const example = variablesOfExample();
  const classes = variablesOfClasses();

  it('names every variable of every configuration class, and no other', () => {
    expect([...example.keys()].sort()).toEqual([...classes.keys()].sort());
  });

  it('shows the defaults of the classes', () => {
    const shown = Object.fromEntries(example);
    for (const [name, value] of classes) {
      if (value !== undefined)
        expect({ [name]: shown[name] }).toEqual({ [name]: String(value as string) });
    }
  });
});
