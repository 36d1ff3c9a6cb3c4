/** One line's look: told apart by colour and by the shape of its points. */
export interface LineStyle {
  className: string;
  /** An SVG path around a point of the plot. */
  marker(x: number, y: number): string;
}

const circle = (x: number, y: number) => `M${x - 4},${y} a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0`;
const square = (x: number, y: number) => `M${x - 4},${y - 4} h8 v8 h-8 z`;
const triangle = (x: number, y: number) => `M${x},${y - 5} l5,9 h-10 z`;
const diamond = (x: number, y: number) => `M${x},${y - 6} l6,6 l-6,6 l-6,-6 z`;
const cross = (x: number, y: number) =>
  `M${x - 5},${y - 2} h3 v-3 h4 v3 h3 v4 h-3 v3 h-4 v-3 h-3 z`;

/** The n-th line has the n-th; a plot has no more lines than these. */
export const lineStyles: readonly LineStyle[] = [circle, square, triangle, diamond, cross].map(
  (marker, index) => ({ className: `s${index}`, marker }),
);

/** Colours that keep their distance from each other and from the paper, in light and in dark. */
export const plotStyle = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 15px; font-weight: 600; }
  .paper { fill: #ffffff; }
  .grid { stroke: #d1d9e0; stroke-width: 1; }
  .line { fill: none; stroke-width: 2; }
  .spread { fill: none; stroke-width: 1.5; opacity: 0.6; }
  .s0 { stroke: #0550ae; } .m0 { fill: #0550ae; }
  .s1 { stroke: #bc4c00; } .m1 { fill: #bc4c00; }
  .s2 { stroke: #1a7f37; } .m2 { fill: #1a7f37; }
  .s3 { stroke: #8250df; } .m3 { fill: #8250df; }
  .s4 { stroke: #bf3989; } .m4 { fill: #bf3989; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .paper { fill: #0d1117; }
    .grid { stroke: #30363d; }
    .s0 { stroke: #58a6ff; } .m0 { fill: #58a6ff; }
    .s1 { stroke: #f0883e; } .m1 { fill: #f0883e; }
    .s2 { stroke: #3fb950; } .m2 { fill: #3fb950; }
    .s3 { stroke: #bc8cff; } .m3 { fill: #bc8cff; }
    .s4 { stroke: #f778ba; } .m4 { fill: #f778ba; }
  }`;
