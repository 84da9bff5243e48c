/** An instructor lets a trainee act on a real car, or lets them only read it. */
import { Trans } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { releaseCar } from '../api/adapters.ts'
import { Problem } from '../app/Problem.tsx'

export function ReleaseButtons({ attemptId }: { attemptId: string }) {
  const releasing = useMutation({ mutationFn: (isReleased: boolean) => releaseCar(attemptId, isReleased) })
  return (
    <>
      <Text size="sm">
        <Trans>
          This is a real car. Once released, the trainee may clear codes, run tests and write; each request is asked
          about once more. Stay at the car.
        </Trans>
      </Text>
      <Group gap="xs">
        <Button size="xs" onClick={() => releasing.mutate(true)} data-testid="release-car">
          <Trans>Release the car</Trans>
        </Button>
        <Button size="xs" variant="default" onClick={() => releasing.mutate(false)} data-testid="withhold-car">
          <Trans>Only let it be read</Trans>
        </Button>
        {releasing.isSuccess && (
          <Text size="sm" role="status">
            {releasing.variables ? <Trans>Released</Trans> : <Trans>Read only</Trans>}
          </Text>
        )}
      </Group>
      {releasing.error && <Problem problem={releasing.error} />}
    </>
  )
}
