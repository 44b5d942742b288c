import { readFile } from 'node:fs/promises';
import { Controller, Get, Header, NotFoundException } from '@nestjs/common';
import { Open } from './open.decorator';

/** Generated from the code by `npm run docs:api`; relative to the folder that the service runs in. */
const FILE = 'docs/openapi.json';

@Controller('api')
export class OpenApiController {
  private document?: Promise<string>;

  /** This description. */
  @Get('openapi.json')
  @Open()
  @Header('content-type', 'application/json; charset=utf-8')
  show(): Promise<string> {
    this.document ??= readFile(FILE, 'utf8').catch(() => {
      this.document = undefined;
      throw new NotFoundException('The description is not part of this installation');
    });
    return this.document;
  }
}
