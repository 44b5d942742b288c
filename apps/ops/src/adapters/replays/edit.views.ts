import { type JsonValue } from '@lk/kernel';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import { Type } from 'class-transformer';
import { type Difference } from '../../domain/replays/edit-diff';
import { type Edit, EDIT_STATES, type EditState } from './edit.repository';

/** The body as text, JSON. */
export class EditBody {
  @IsString()
  @Length(2, 1_048_576)
  body!: string;

  @IsString()
  @Length(3, 500)
  reason!: string;
}

export class EditsQuery {
  @IsOptional()
  @IsIn(EDIT_STATES)
  state?: EditState;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  after?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit = 50;
}

export class EditDifferenceView {
  /** For example `recipients[1].splitValue`. */
  readonly path!: string;
  /** Only when revealed. */
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  /** Money, or who gets it: another person must approve. */
  readonly money!: boolean;
}

export class EditView {
  readonly id!: string;
  /** The original. */
  readonly letterId!: string;
  readonly state!: EditState;
  readonly diff!: readonly EditDifferenceView[];
  /** Why it is refused; names of fields, no values. */
  readonly problems!: readonly string[];
  /** Of the copy. */
  readonly messageId!: string;
  readonly reason!: string;
  readonly createdBy!: string;
  readonly createdAt!: Date;
  /** Who approved or rejected it. */
  readonly decidedBy!: string | null;
  readonly decidedAt!: Date | null;
  readonly sentBy!: string | null;
  readonly sentAt!: Date | null;
}

export class EditListView {
  readonly edits!: readonly EditView[];
  readonly next!: string | null;
}

export function toEditView(edit: Edit): EditView {
  const { id, letterId, state, messageId, problems, reason, createdBy, createdAt } = edit;
  const { decidedBy, decidedAt, sentBy, sentAt, changes } = edit;
  return {
    ...{ id, letterId, state, messageId, problems, reason, createdBy, createdAt },
    ...{ decidedBy, decidedAt, sentBy, sentAt },
    diff: changes,
  };
}

/** With values: for whom they were revealed, and audited. */
export function revealedEdit(edit: Edit, differences: readonly Difference[]): EditView {
  const diff = differences.map(({ path, before, after, money }) => ({
    path,
    before,
    after,
    money,
  }));
  return { ...toEditView(edit), diff };
}
