/** The pawl of P in a transmission: drops into its wheel only while that hardly turns, rattles over it before, and holds. */

export type ParkingPawl = { isParkIn: boolean; isParkRattling: boolean }

export function stepPawl(
  pawl: ParkingPawl,
  { isWanted, wheelRadps, wheelRadpsMax }: { isWanted: boolean; wheelRadps: number; wheelRadpsMax: number },
): void {
  const isSlow = Math.abs(wheelRadps) < wheelRadpsMax
  pawl.isParkIn = isWanted && (pawl.isParkIn || isSlow)
  pawl.isParkRattling = isWanted && !pawl.isParkIn
}
