/** Always dark on white, whatever the theme: phone cameras expect it. */
export function QrCode({ size, path, label }: { size: number; path: string; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="block aspect-square w-full rounded-card bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
