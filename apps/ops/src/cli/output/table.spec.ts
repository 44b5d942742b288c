import fc from 'fast-check';
import { renderFacts, renderTable, wrap } from './table';

const columns = [
  { title: 'Id' },
  { title: 'Text', flexible: true },
  { title: 'More', flexible: true, optional: true },
  { title: 'Count', right: true },
];

describe(renderTable, () => {
  it('leaves what fits as it is', () => {
    expect(renderTable(columns, [['a', 'b', null, 12]], 100)).toBe(
      ['Id  Text  More  Count', 'a   b     -        12'].join('\n'),
    );
  });

  it('cuts what is flexible and keeps what is copied from', () => {
    const id = '0d9fbc9e-3b43-4f0e-9a7d-0f4d4d4f0001';
    const text = renderTable(columns, [[id, 'x'.repeat(80), 'y'.repeat(80), 1]], 76);
    expect(text).toContain(id);
    expect(text).toContain('…');
    expect(text).toContain('More');
  });

  it('leaves out what is optional rather than cut an id', () => {
    const id = 'a'.repeat(36);
    const text = renderTable(columns, [[id, 'x'.repeat(80), 'y'.repeat(80), 1]], 60);
    expect(text).toContain(id);
    expect(text).not.toContain('More');
  });

  it('is never wider than asked, whatever stands in it', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 120 });
    const rows = fc.array(fc.tuple(cell, cell, cell, fc.integer()), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 100 }), (content, width) => {
        const lines = renderTable(columns, content, width).split('\n');
        expect(lines).toHaveLength(content.length + 1);
        expect(lines.filter((line) => line.length > width * 2)).toEqual([]);
      }),
    );
  });

  it('is never wider than asked in plain letters', () => {
    const cell = fc.string({ unit: 'grapheme-ascii', maxLength: 120 });
    const rows = fc.array(fc.tuple(cell, cell, cell, fc.integer()), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 100 }), (content, width) => {
        const lines = renderTable(columns, content, width).split('\n');
        expect(lines.filter((line) => line.length > width)).toEqual([]);
      }),
    );
  });
});

describe(renderFacts, () => {
  it('leaves out what is not known and goes on below with what is long', () => {
    const facts = [
      ['Name', 'a b c d e f'],
      ['Absent', null],
      ['Zero', 0],
    ] as const;
    expect(renderFacts(facts, 12)).toBe(['Name  a b c', '      d e f', 'Zero  0'].join('\n'));
  });
});

describe(wrap, () => {
  it('loses nothing but spaces at the ends of lines', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        expect(lines.filter((line) => line.length > width)).toEqual([]);
      }),
    );
  });
});
