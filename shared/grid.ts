/** The vendor's order with the tile at `from` put at `to`; both are places, an impossible one changes nothing. */
export function moveTile(grid: readonly string[], from: number, to: number): readonly string[] {
  const id = grid[from];
  const goal = Math.max(0, Math.min(grid.length - 1, to));
  return id === undefined || goal === from ? grid : grid.toSpliced(from, 1).toSpliced(goal, 0, id);
}
