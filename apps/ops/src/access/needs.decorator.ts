import { SetMetadata } from '@nestjs/common';
import { type Role } from './principal';

export const NEEDED_ROLE = 'ops:needed-role';

/** The role a route needs; without it a route needs `viewer`. */
export const Needs = (role: Role) => SetMetadata(NEEDED_ROLE, role);
