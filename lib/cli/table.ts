/**
 * Columns for people, two spaces apart and as wide as they must be. A cell that is empty in every row but the first has
 * no column.
 *
 * @param rows - the head first
 */
export function formatTable(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = [], ...body] = rows;
  const used = head.flatMap((_, column) => (body.some(row => (row[column] ?? '') !== '') ? [column] : []));
  const widths = used.map(column => Math.max(...rows.map(row => (row[column] ?? '').length)));
  return rows.map(row =>
    used
      .map((column, index) => (row[column] ?? '').padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
