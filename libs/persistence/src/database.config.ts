import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

/** The database of a service. */
export class DatabaseConfig {
  @Matches(/^postgres(ql)?:\/\/.+/, { message: '$property must be a postgres:// URL' })
  DATABASE_URL!: string;

  /** Connections of one process. */
  @IsInt()
  @Min(2)
  @Max(200)
  DATABASE_POOL_SIZE = 10;

  /**
   * The role to work under; `lk_<service>` by default, which may touch its own schema only. Set to
   * `none` when the user of DATABASE_URL already is that role.
   */
  @IsOptional()
  @IsString()
  @Matches(/^[a-z_][a-z0-9_]*$/)
  DATABASE_ROLE?: string;
}
