import { Anchor, Table, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Fragment, type ReactNode, useMemo } from 'react';
import {
  type Block,
  captionIn,
  type Inline,
  plainTextOf,
  readMarkdown,
} from './answer-markdown.ts';
import classes from './answer-text.module.css';

/**
 * What an answer says, with the marks of its Markdown shown as what they mean.
 *
 * @param props `children`: what stands below it, from its text without marks and what of that is a caption
 */
export default function AnswerText(props: {
  text: string;
  end: ReactNode;
  children: (plain: { text: string; caption: string }) => ReactNode;
}) {
  const { text, end, children } = props;
  const blocks = useMemo(() => readMarkdown(text), [text]);
  return (
    <>
      <div className={classes.answer}>
        <Blocks blocks={blocks} />
        {end}
      </div>
      {children({ text: plainTextOf(blocks), caption: captionIn(blocks) })}
    </>
  );
}

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an answer only grows at its end
    <BlockItem key={index} block={block} />
  ));
}

function BlockItem({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p dir="auto">{inlines(block.content)}</p>;
    case 'heading':
      // No heading of the page: what a model calls one stands in no order with the page's own.
      return (
        <p dir="auto" className={classes.heading}>
          {inlines(block.content)}
        </p>
      );
    case 'rule':
      return <hr />;
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards scroll what has the focus
        <pre dir="auto" tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'list':
      return <ListItems block={block} />;
    case 'table':
      return <Grid block={block} />;
  }
}

function ListItems({ block: { start, items } }: { block: Extract<Block, { kind: 'list' }> }) {
  const children = items.map((blocks, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an answer only grows at its end
    <li key={index} dir="auto">
      <Blocks blocks={blocks} />
    </li>
  ));
  return start === undefined ? <ul>{children}</ul> : <ol start={start}>{children}</ol>;
}

function Grid({ block: { header, rows } }: { block: Extract<Block, { kind: 'table' }> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards scroll what has the focus
    <section className={classes.wide} tabIndex={0} aria-label="Table">
      <Table withTableBorder withColumnBorders>
        <Table.Thead>
          <Table.Tr>
            {header.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an answer only grows at its end
              <Table.Th key={index} dir="auto">
                {inlines(cell)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, rowIndex) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer only grows at its end
            <Table.Tr key={rowIndex}>
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an answer only grows at its end
                <Table.Td key={index} dir="auto">
                  {inlines(cell)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function inlines(content: readonly Inline[]): ReactNode {
  return content.map((one, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an answer only grows at its end
    <Fragment key={index}>{inline(one)}</Fragment>
  ));
}

function inline(one: Inline): ReactNode {
  switch (one.kind) {
    case 'text':
      return one.text;
    case 'code':
      return <code>{one.text}</code>;
    case 'strong':
      return <strong>{inlines(one.content)}</strong>;
    case 'emphasis':
      return <em>{inlines(one.content)}</em>;
    case 'deleted':
      return <del>{inlines(one.content)}</del>;
    case 'break':
      return <br />;
    case 'link':
      return (
        <Anchor href={one.href} target="_blank" rel="noopener noreferrer" inherit>
          {inlines(one.content)}
          {one.site !== undefined && ` (${one.site})`}
          <IconExternalLink size={14} aria-hidden className={classes.outside} />
          <VisuallyHidden>, opens in a new tab</VisuallyHidden>
        </Anchor>
      );
  }
}
