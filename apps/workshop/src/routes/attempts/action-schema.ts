/** What a trainee can do to a car, as the API takes it; the type check holds it to the world's own union. */
import { type Static, type TSchema, Type } from 'typebox'
import type { CarAction } from '../../stations/vehicle.ts'

const action = <Kind extends string, More extends Record<string, TSchema>>(kind: Kind, more: More) =>
  Type.Object({ kind: Type.Literal(kind), ...more }, { additionalProperties: false })

const Share = Type.Number({ minimum: 0, maximum: 1 })
const Profile = Type.Union([
  Type.Literal('off'),
  Type.Literal('steady-30'),
  Type.Literal('steady-50'),
  Type.Literal('steady-90'),
  Type.Literal('steady-120'),
  Type.Literal('udds'),
  Type.Literal('wltc-3b'),
  Type.Literal('nedc'),
])
const Name = Type.String({ minLength: 1, maxLength: 100 })

const PrecautionSchema = Type.Union([
  Type.Literal('riskAssessment'),
  Type.Literal('mat'),
  Type.Literal('extinguisher'),
  Type.Literal('rescueHook'),
  Type.Literal('secondPerson'),
  Type.Literal('gloveTest'),
  Type.Literal('faceShield'),
  Type.Literal('terminalsInsulated'),
  Type.Literal('permit'),
])

const actions = Type.Union([
  action('power', { to: Type.Union([Type.Literal('off'), Type.Literal('on')]) }),
  action('start', {}),
  action('pedal', { accelerator: Share, brake: Share }),
  action('profile', { profile: Profile }),
  action('selector', { to: Type.Union([Type.Literal('P'), Type.Literal('R'), Type.Literal('N'), Type.Literal('D')]) }),
  action('driveMode', {
    to: Type.Union([Type.Literal('normal'), Type.Literal('ev'), Type.Literal('charge'), Type.Literal('sport')]),
  }),
  action('charger', {
    plugged: Type.Boolean(),
    type: Type.Optional(Type.Union([Type.Literal('ac'), Type.Literal('dc')])),
  }),
  action('takeKeyAway', {}),
  action('bringKeyBack', {}),
  action('gloves', { on: Type.Boolean() }),
  action('barrier', { on: Type.Boolean() }),
  action('battery12V', { connected: Type.Boolean() }),
  action('serviceDisconnect', { inserted: Type.Boolean() }),
  action('lockout', { on: Type.Boolean() }),
  action('proveTester', {}),
  action('repair', { component: Name, repair: Name }),
  action('connector', { connector: Name, plugged: Type.Boolean() }),
  action('hose', { hose: Name, pinched: Type.Boolean() }),
  action('swap', { one: Name, other: Name, swapped: Type.Boolean() }),
  action('precaution', { precaution: PrecautionSchema, taken: Type.Boolean() }),
])

/** Told apart by `kind`, so that what is wrong is said of the action that was meant. */
export const CarActionSchema = Type.Unsafe<Static<typeof actions>>({
  type: 'object',
  discriminator: { propertyName: 'kind' },
  required: ['kind'],
  oneOf: actions.anyOf,
})

type Taken = Static<typeof CarActionSchema>
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
true satisfies Same<Taken, CarAction>
