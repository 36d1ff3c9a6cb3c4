import { Box } from '@mantine/core';
import { encode } from 'uqr';

/** Modules of white around a QR code that readers want (ISO/IEC 18004). */
const border = 4;

/** A text as a QR code: dark on white in both colour schemes, since some readers know no other. */
export default function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <Box bg="white" p={0} w={216} maw="100%" style={{ borderRadius: 8, overflow: 'hidden' }}>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${size} ${size}`}
        width="100%"
        shapeRendering="crispEdges"
        style={{ display: 'block' }}
      >
        <path d={path} fill="#000" />
      </svg>
    </Box>
  );
}
