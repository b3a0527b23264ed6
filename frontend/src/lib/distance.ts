/** A distance a person can picture: 40 m, 640 m, 3 km. */
export function formatDistance(metres: number): string {
  const inKm = metres >= 1000;
  const value = inKm ? metres / 1000 : metres;
  const digits = inKm && value < 10 && value % 1 >= 0.05 ? 1 : 0;
  return new Intl.NumberFormat("en-GB", {
    style: "unit",
    unit: inKm ? "kilometer" : "meter",
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(value);
}
