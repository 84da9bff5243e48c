/** The head of a page: where it stands, its title on the ink line, one sentence of what it is for. */
import { Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

export function PageHead(props: { title: ReactNode; lead?: ReactNode; above?: ReactNode; actions?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const text = heading.current?.textContent
    document.title = text ? `${text} · Luban` : 'Luban'
  })
  return (
    <div className="page-head">
      <div>
        {props.above && <p className="page-head-above">{props.above}</p>}
        <Title order={1} ref={heading}>
          {props.title}
        </Title>
        {props.lead && <p className="page-head-lead">{props.lead}</p>}
      </div>
      {props.actions && <div className="page-head-actions">{props.actions}</div>}
    </div>
  )
}
