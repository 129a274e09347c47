import { memo, useMemo } from 'react';
import { qrPath } from './qr.ts';

/** A QR of whole pixels: `cell` says how many one module has, as a CSS length. */
export const PayQr = memo(function PayQr({
  text,
  label,
  className,
}: {
  readonly text: string;
  readonly label: string;
  readonly className: string | undefined;
}) {
  // The white card around it is its quiet zone.
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg
      className={className}
      style={{ '--modules': size } as React.CSSProperties}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
      data-qr={text}
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
});
