import { Body, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { contractViolation } from '../../domain/bank-refusal';
import { SimController } from '../http/bank-controller.decorator';
import { SimulatorState } from '../simulator-state';
import { TlsListener } from '../tls-listener';
import { faultSettingsOf } from './fault-settings';
import { ledgerView, SECTION_NAMES } from './ledger-view';
import { settingsPatchOf, shownSettings } from './settings-patch';

/** The simulator itself: what goes wrong, how it behaves, what it saw. */
@SimController('_sim')
export class SimulatorController {
  constructor(
    private readonly state: SimulatorState,
    private readonly tls: TlsListener,
  ) {}

  @Put('faults')
  replaceFaults(@Body() body: unknown) {
    this.state.faults.replace(faultSettingsOf(body));
    return this.faults();
  }

  @Get('faults')
  faults() {
    const { heldConnections } = this.state.connections;
    return { ...this.state.faults.describe(), heldConnections };
  }

  @Delete('faults')
  clearFaults() {
    this.state.faults.clear();
    return this.faults();
  }

  @Put('settings')
  changeSettings(@Body() body: unknown) {
    Object.assign(this.state.settings, settingsPatchOf(body));
    return this.settings();
  }

  @Get('settings')
  settings() {
    return { ...shownSettings(this.state.settings), tlsPort: this.tls.port };
  }

  @Get('ledger')
  ledger(@Query('section') section?: string, @Query('since') since?: string) {
    if (section !== undefined && !SECTION_NAMES.includes(section)) {
      throw contractViolation('section', SECTION_NAMES.join('|'));
    }
    return ledgerView(this.state, section, sinceOf(since));
  }

  @Post('reset')
  @HttpCode(200)
  reset() {
    this.state.reset();
    return {};
  }
}

function sinceOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const since = new Date(text);
  if (Number.isNaN(since.getTime())) throw contractViolation('since', 'ISO 8601 date-time');
  return since;
}
