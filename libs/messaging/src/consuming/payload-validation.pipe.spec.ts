import { PaymentEventData } from '@lk/contracts';
import { PayloadValidationPipe } from './payload-validation.pipe';

describe('PayloadValidationPipe', () => {
  const pipe = new PayloadValidationPipe();
  const read = (value: unknown, type: 'body' | 'custom' = 'body') =>
    pipe.transform(value, { type, metatype: PaymentEventData });

  it('takes a field that is null for one that is not there', async () => {
    const data = await read({ dealId: 'd', paymentId: null, amount: null });
    expect(data).toBeInstanceOf(PaymentEventData);
    expect(data).toEqual({ dealId: 'd' });
  });

  it('misses a required field that is null, and names it without its value', async () => {
    await expect(read({ dealId: null, paymentId: 'secret' })).rejects.toMatchObject({
      code: 'BAD_PAYLOAD',
      safeDetails: { fields: 'dealId' },
    });
  });

  it('keeps what is null in a list or stands beside the payload', async () => {
    expect(await read({ dealId: 'd', more: [null, { x: null, y: 1 }] })).toEqual({
      dealId: 'd',
      more: [null, { y: 1 }],
    });
    const context = { message: null };
    expect(await read(context, 'custom')).toBe(context);
  });
});
