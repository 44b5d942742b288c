import { Type } from 'class-transformer';
import { IsInt, IsString, ValidateNested } from 'class-validator';
import { strictValidation } from './strict-validation';

class Part {
  @IsInt()
  amount!: number;
}

class Order {
  @IsString()
  name!: string;

  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];
}

const refusalOf = (value: unknown): Promise<unknown> =>
  strictValidation.transform(value, { type: 'body', metatype: Order }).then(
    () => undefined,
    (error: Error) => error.message,
  );

describe('strict validation', () => {
  it('lets through what is as it must be', async () => {
    expect(await refusalOf({ name: 'a', parts: [{ amount: 1 }] })).toBeUndefined();
  });

  it('names each wrong field with its path, and no value', async () => {
    const value = { name: 5, parts: [{ amount: 1 }, { amount: 'Secret' }] };
    expect(await refusalOf(value)).toBe(
      'name must be a string; parts.1.amount must be an integer number',
    );
  });

  it('does not name a field that is not known', async () => {
    const value = { name: 'a', parts: [{ amount: 1, Secret: 1 }], Secret: 1, Other: 2 };
    expect(await refusalOf(value)).toBe(
      'the request holds a field that is not known here; parts.0 holds a field that is not known here',
    );
  });

  it('does not grow with what is wrong', async () => {
    const parts = Array.from({ length: 1000 }, () => ({ amount: 'x' }));
    expect(String(await refusalOf({ name: 'a', parts })).split(';')).toHaveLength(10);
  });
});
