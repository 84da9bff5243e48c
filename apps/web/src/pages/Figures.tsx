/** Published numbers of a workshop, each with its source and the day for which it was said. */
import { Trans } from '@lingui/react/macro'
import type { Figure, Workshop } from '../api/workshops.ts'
import { useFormats } from '../language/formats.ts'

export function Figures({ workshop }: { workshop: Workshop }) {
  if (workshop.figures.length === 0) return null
  return (
    <details className="figures">
      <summary>
        <Trans>Figures and their sources</Trans>
      </summary>
      <dl>
        {workshop.figures.map((figure) => (
          <FigureLine key={figure.id} figure={figure} workshop={workshop} />
        ))}
      </dl>
    </details>
  )
}

function FigureLine({ figure, workshop }: { figure: Figure; workshop: Workshop }) {
  const { words, number } = useFormats()
  const source = workshop.sources.find(({ id }) => id === figure.source)
  const unit = figure.unit === 'm2' ? ' m²' : figure.unit === 'CNY' ? ' CNY' : ''
  return (
    <>
      <dt>{words(figure.name)}</dt>
      <dd>
        <strong>
          {figure.isAtLeast ? '≥ ' : ''}
          {number(figure.value)}
          {unit}
        </strong>
        <span className="figure-source">
          {source?.publisher}
          {figure.asOf ? `, ${figure.asOf}` : source?.published ? `, ${source.published}` : ''}
        </span>
      </dd>
    </>
  )
}
