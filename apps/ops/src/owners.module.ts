import { InternalApiConfig } from '@lk/platform';
import { Module } from '@nestjs/common';
import { DealIds } from './adapters/owners/deal-ids';
import { Owners } from './adapters/owners/owners';
import { OwnersConfig } from './owners.config';

/** The services that own records, as ops asks them. */
@Module({
  providers: [
    {
      provide: Owners,
      inject: [OwnersConfig, InternalApiConfig],
      useFactory: (config: OwnersConfig, api: InternalApiConfig) => new Owners(config, api),
    },
    { provide: DealIds, inject: [Owners], useFactory: (all: Owners) => new DealIds(all.deal) },
  ],
  exports: [Owners, DealIds],
})
export class OwnersModule {}
