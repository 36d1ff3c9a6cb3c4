import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepUsed } from '../scripts/drop-unused-styles.ts';

const keep = (css: string) => keepUsed(css, (name) => name === 'm_aaaaaa');

test('a rule stays where a script names one of its classes, and goes where none does', () => {
  assert.equal(keep('.m_aaaaaa{color:red}.m_bbbbbb{color:red}'), '.m_aaaaaa{color:red}');
  assert.equal(keep('.m_bbbbbb .m_aaaaaa{top:0}'), '.m_bbbbbb .m_aaaaaa{top:0}');
  assert.equal(keep('.m_bbbbbb:hover,.m_aaaaaa:hover{top:0}'), '.m_aaaaaa:hover{top:0}');
  assert.equal(
    keep(':where(.m_bbbbbb, .m_aaaaaa) a{top:0}'),
    ':where(.m_bbbbbb, .m_aaaaaa) a{top:0}',
  );
});

test('what is not of a component stays', () => {
  const css =
    ':root{--a:1}body{margin:0}.genie-start{top:0}@keyframes m_x{from{top:0}50%{top:1px}}@font-face{font-family:x}';
  assert.equal(keep(css), css);
});

test('a condition without rules goes with them', () => {
  assert.equal(keep('@media print{.m_bbbbbb{top:0}}a{top:0}'), 'a{top:0}');
  assert.equal(
    keep('@media (hover:hover){.m_aaaaaa{top:0}}'),
    '@media (hover:hover){.m_aaaaaa{top:0}}',
  );
});
