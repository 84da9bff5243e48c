/** The exercises' own hints lead by the method: none names what is wrong, nor a place where that would show. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { casesOf, drawnCase, type Exercise, guidePlanOf, type Proof } from '@luban/lab'
import { CAR_IDS, CARS, createCar } from '@luban/vehicle'
import { loadContent } from '../content.ts'
import { CARS as STATIONS } from '../worlds.ts'

const CONTENT_DIR = fileURLToPath(new URL('../../../../content', import.meta.url))
const { exercises } = loadContent(CONTENT_DIR, STATIONS.knownStations)
const hinted = exercises.filter(({ hints }) => hints !== undefined)

test('an exercise of each car has hints of its own, for steps that its plan has', () => {
  assert.deepEqual(new Set(hinted.map(({ station }) => station)), new Set(CAR_IDS))
  for (const { id, station, rubric, hints = {} } of hinted) {
    const steps = guidePlanOf(rubric, CARS[station].model).map((step) => step.id as string)
    for (const step of Object.keys(hints)) assert(steps.includes(step), `${id}: ${step}`)
  }
})

test('no hint names a part that is wrong, or a point or value that would prove it', () => {
  for (const exercise of hinted) {
    const told = Object.values(exercise.hints ?? {}).flatMap((words) => Object.values(words))
    for (const word of secretWordsOf(exercise)) {
      for (const text of told) {
        assert(!text.toLowerCase().includes(word.toLowerCase()), `${exercise.id}: "${word}" in "${text}"`)
      }
    }
  }
})

function secretWordsOf(exercise: Exercise): string[] {
  const { components, points, dids } = CARS[exercise.station].model
  const cars = casesOf(exercise).map((_, i) => createCar(exercise.station, { seed: 1, ...drawnCase(exercise, i) }))
  const causes = cars.flatMap(({ faults }) => faults)
  const places = causes.flatMap(({ proofs }) => proofs.flatMap(placesOf))
  const named = [
    ...components.filter(({ id }) => causes.some(({ component }) => component === id)),
    ...points.filter(({ id }) => places.includes(id)),
    // READY is on the dashboard for everybody, and part of a proof as the state in which it is taken.
    ...dids.filter(({ ecu, did, name }) => places.includes(`${ecu} ${did}`) && name.en !== 'READY'),
  ]
  assert(named.length > 1, `${exercise.id} has a cause and a proof`)
  return named.flatMap(({ name }) => Object.values(name))
}

function placesOf(proof: Proof): string[] {
  switch (proof.kind) {
    case 'all':
      return proof.proofs.flatMap(placesOf)
    case 'while':
      return placesOf(proof.proof)
    case 'measurement':
    case 'scope':
      return 'points' in proof ? [...proof.points] : []
    case 'did':
      return [`${proof.ecu} ${proof.did}`]
    case 'didDifference':
      return [`${proof.ecu} ${proof.did}`, `${proof.ecu} ${proof.minus}`]
    case 'dtc':
    case 'obd':
    case 'monitorResult':
    case 'frame':
    case 'silence':
      return []
  }
}
