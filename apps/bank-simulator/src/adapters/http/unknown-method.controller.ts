import { All } from '@nestjs/common';
import { BankRefusal } from '../../domain/bank-refusal';
import { BankController, BankMethod } from './bank-controller.decorator';

/** Calls of methods the bank does not have reach the ledger too. */
@BankController('api/v1')
export class UnknownMethodController {
  @All('*')
  @BankMethod('other')
  refuse(): never {
    throw new BankRefusal(404, 'METHOD_NOT_FOUND', 'Метод не найден');
  }
}
