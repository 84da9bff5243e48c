/** What a QR code says that a page shows: its squares as we draw them, read as a phone would. */
import type { Locator } from '@playwright/test'
import { type Modules, readQr } from './qr.ts'

export async function readQrIn(svg: Locator): Promise<string> {
  return readQr(
    modulesOf(
      await svg.evaluate((element) => ({
        width: Number(element.getAttribute('viewBox')?.split(' ')[2]),
        path: element.querySelector('path')?.getAttribute('d') ?? '',
      })),
    ),
  )
}

function modulesOf({ width, path }: { width: number; path: string }): Modules {
  const squares = [...path.matchAll(/M(\d+),(\d+)h(\d+)/g)].map((square) => square.slice(1).map(Number))
  const pixels = squares[0]?.[2] ?? Number.NaN
  const size = width / pixels
  const dark = new Set(squares.map(([x, y]) => (y / pixels) * size + x / pixels))
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => dark.has(y * size + x)))
}
