import { SetMetadata } from '@nestjs/common';

export const OPEN_ROUTE = 'ops:open-route';

/** A route that needs no principal: where one signs in, and what is no secret. */
export const Open = () => SetMetadata(OPEN_ROUTE, true);
