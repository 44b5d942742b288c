import { Controller, Get } from '@nestjs/common';
import { BankStateRepository } from './bank-state.repository';
import { type BankStatusView } from './bank.views';

/** How we stand with the bank. */
@Controller('api/bank')
export class BankController {
  constructor(private readonly bank: BankStateRepository) {}

  @Get('status')
  status(): Promise<BankStatusView> {
    return this.bank.status();
  }
}
