import { Body, HttpCode, Post } from '@nestjs/common';
import { Planting } from '../../domain/planting';
import { SimController } from '../http/bank-controller.decorator';
import { SimulatorState } from '../simulator-state';
import { plantsOf } from './plants';

/** Makes the bank differ from what its client was told. */
@SimController('_sim/plants')
export class PlantingController {
  private readonly planting: Planting;

  constructor(state: SimulatorState) {
    this.planting = new Planting(state.bank);
  }

  /** The ids of what was made or changed, in the order of the request; what came first stays. */
  @Post()
  @HttpCode(200)
  plant(@Body() body: unknown): { ids: string[] } {
    return { ids: plantsOf(body).map((plant) => this.planting.plant(plant)) };
  }
}
