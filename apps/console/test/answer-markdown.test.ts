import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import {
  type Block,
  captionIn,
  type Inline,
  plainTextOf,
  readAddress,
  readMarkdown,
} from '../src/pages/chat/answer-markdown.ts';

/** Every link in an answer. */
function linksIn(parts: readonly (Block | Inline)[]): Extract<Inline, { kind: 'link' }>[] {
  return parts.flatMap((part) => {
    if (part.kind === 'link') return [part, ...linksIn(part.content)];
    return linksIn(childrenOf(part));
  });
}

function childrenOf(part: Block | Inline): readonly (Block | Inline)[] {
  if ('content' in part) return part.content;
  if (part.kind === 'quote') return part.blocks;
  if (part.kind === 'list') return part.items.flat();
  return part.kind === 'table' ? [...part.header.flat(), ...part.rows.flat(2)] : [];
}

const text = (value: string): Inline => ({ kind: 'text', text: value });
const paragraph = (...content: Inline[]): Block => ({ kind: 'paragraph', content });

describe('an answer', () => {
  test('has the marks of Markdown as what they mean', () => {
    assert.deepEqual(
      readMarkdown('**Bold**, *soft* and `code`\nnext line\n\n- one\n- two\n\n> said'),
      [
        paragraph(
          { kind: 'strong', content: [text('Bold')] },
          text(', '),
          { kind: 'emphasis', content: [text('soft')] },
          text(' and '),
          { kind: 'code', text: 'code' },
          { kind: 'break' },
          text('next line'),
        ),
        {
          kind: 'list',
          start: undefined,
          items: [[paragraph(text('one'))], [paragraph(text('two'))]],
        },
        { kind: 'quote', blocks: [paragraph(text('said'))] },
      ],
    );
  });

  test('has HTML and pictures as text and links, never as what they would do', () => {
    const html = '<img src=x onerror=alert(1)> <script>alert(2)</script> <b>bold</b>';
    assert.equal(plainTextOf(readMarkdown(html)), html);
    const [picture] = linksIn(readMarkdown('![A cat](https://pictures.example/cat.png)'));
    assert.deepEqual(picture?.content, [text('A cat')]);
    assert.deepEqual(readMarkdown('&lt;b&gt; & #hashtag'), [
      paragraph(text('&lt;b&gt; & #hashtag')),
    ]);
  });

  test('links to other sites alone, and says to which where its text does not', () => {
    const siteOf = (markdown: string) => linksIn(readMarkdown(markdown)).map(({ site }) => site);
    assert.deepEqual(siteOf('[my bank](https://evil.example/login)'), ['evil.example']);
    assert.deepEqual(siteOf('[https://bank.example](https://evil.example)'), ['evil.example']);
    assert.deepEqual(siteOf('See https://example.com/a.'), [undefined]);
    assert.deepEqual(siteOf('[a](https://exаmple.com)'), ['xn--exmple-4nf.com']);
    for (const address of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java&#115;cript:alert(1)',
      'data:text/html,<b>',
      'vbscript:x',
      'file:///etc/passwd',
      '/account',
      '//evil.example',
      'mailto:a@example.com',
      'https://bank.example@evil.example/',
    ]) {
      assert.deepEqual(siteOf(`[here](${address}) and ![here](${address})`), [], address);
      assert.deepEqual(siteOf(`[here][x]\n\n[x]: ${address}`), [], address);
    }
  });

  test('of whatever text links over HTTP and HTTPS alone, and loses no word', () => {
    const marks = [
      '[a](',
      '](',
      ')',
      '![',
      '<',
      '>',
      'javascript:',
      'data:',
      'https://a.example',
      '\n',
    ];
    const more = [
      '`',
      '*',
      '_',
      '~~',
      '|',
      '|--|',
      '- ',
      '1. ',
      '> ',
      '#',
      '\\',
      '&colon;',
      'word',
      '  ',
    ];
    const anything = fc.array(fc.oneof(fc.constantFrom(...marks, ...more), fc.string()), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(anything, (parts) => {
        for (const { href } of linksIn(readMarkdown(parts.join('')))) {
          assert.ok(/^https?:\/\//.test(href), href);
          assert.equal(readAddress(href)?.href, href);
        }
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), (words) => {
        const plain = plainTextOf(readMarkdown(words.map((word) => `**${word}** `).join('')));
        assert.equal(plain.trim(), words.join(' '));
      }),
    );
  });

  test('that is nested without end is shown all the same', () => {
    for (const piece of ['>', '- ', '*', '[', '![', '`', '<', '**a', '_', '[a](', '\\', '|', '~']) {
      const blocks = readMarkdown(piece.repeat(6_000));
      assert.ok(Array.isArray(blocks), piece);
    }
  });
});

describe('a copy of an answer', () => {
  test('has no marks', () => {
    assert.equal(
      plainTextOf(
        readMarkdown('# Ideas\n\n1. **Sunset** set\n2. Beach\n\n| a | b |\n|--|--|\n| 1 | 2 |'),
      ),
      'Ideas\n\n1. Sunset set\n2. Beach\n\na\tb\n1\t2',
    );
  });

  test('as a caption is what stands apart, if one thing does', () => {
    const quoted = readMarkdown(
      'Here you are:\n\n> Golden hour. #sun\n> See you there.\n\nShall I change it?',
    );
    assert.equal(captionIn(quoted), 'Golden hour. #sun\nSee you there.');
    assert.equal(captionIn(readMarkdown('```\nGolden hour. #sun\n```')), 'Golden hour. #sun');
    assert.equal(captionIn(readMarkdown('> One\n\nor\n\n> Two')), 'One\n\nor\n\nTwo');
    assert.equal(captionIn(readMarkdown('Golden hour.\n#sun #sea')), 'Golden hour.\n#sun #sea');
  });
});
