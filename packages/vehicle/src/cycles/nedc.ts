/**
 * NEDC: the cycle that Europe and China measured by before WLTC, made of straight pieces: four urban parts of 195 s and
 * one extra-urban part of 400 s. UN R83, tables of the operating cycle; pieces where the clutch is pressed are level or
 * go on with the slope of their neighbours, as on the tables' speed columns.
 *
 * Compared second by second with the free copy in wltp of the Joint Research Centre (V_nedc.txt): no difference. The sum
 * is 11.013 km, 0.06 % above the 11.007 of the regulation, which rounds the part of 195 s to 1.013 km.
 */

/** How long, and the speed at its end; each begins at the end of the one before. */
type Piece = readonly [seconds: number, kmh: number]

const URBAN: readonly Piece[] = [
  [11, 0],
  [4, 15],
  [8, 15],
  [2, 10],
  [3, 0],
  [21, 0],
  [5, 15],
  [2, 15], // Second gear.
  [5, 32],
  [24, 32],
  [8, 10],
  [3, 0],
  [21, 0],
  [5, 15],
  [2, 15],
  [9, 35],
  [2, 35], // Third gear.
  [8, 50],
  [12, 50],
  [8, 35],
  [13, 35],
  [2, 32],
  [7, 10],
  [3, 0],
  [7, 0],
]

const EXTRA_URBAN: readonly Piece[] = [
  [20, 0],
  [5, 15],
  [2, 15],
  [9, 35],
  [2, 35],
  [8, 50],
  [2, 50],
  [13, 70],
  [50, 70],
  [8, 50],
  [69, 50],
  [13, 70],
  [50, 70],
  [35, 100],
  [30, 100],
  [20, 120],
  [10, 120],
  [16, 80],
  [8, 50],
  [10, 0],
  [20, 0],
]

/** km/h at every second, the first and the last included. */
export const NEDC_KMH = everySecond([...URBAN, ...URBAN, ...URBAN, ...URBAN, ...EXTRA_URBAN])

function everySecond(pieces: readonly Piece[]): Float64Array {
  const kmh = new Float64Array(1 + pieces.reduce((sum, [seconds]) => sum + seconds, 0))
  let at = 0
  for (const [seconds, endKmh] of pieces) {
    const startKmh = kmh[at]
    for (let second = 1; second <= seconds; second++)
      kmh[at + second] = startKmh + ((endKmh - startKmh) * second) / seconds
    at += seconds
  }
  return kmh
}
