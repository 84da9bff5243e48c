/** For the help of commands that take a car: which there are. */
export async function carLines(): Promise<string[]> {
  const { CARS } = await import('@luban/vehicle')
  return ['CAR is one of:', ...Object.entries(CARS).map(([id, { model }]) => `  ${id.padEnd(18)} ${model.name.en}`)]
}
