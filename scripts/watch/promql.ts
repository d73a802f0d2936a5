import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

/** A metric that an expression reads, and what becomes of it there. */
export type Selected = {
  readonly metric: string
  /** By which it is chosen. */
  readonly matched: readonly string[]
  /** By which it is put together with others, by every aggregation around it and every match with something else. */
  readonly grouped: readonly string[]
  /** The nearest aggregation around it. */
  readonly aggregation: string | undefined
  /** The functions around it, the nearest one first. */
  readonly functions: readonly string[]
}

/** Reads an expression by Prometheus' own grammar. @throws SyntaxError where it is none */
export function selectedBy(expr: string): readonly Selected[] {
  // Grafana puts a duration in their place.
  const text = expr.replaceAll(/\$__(?:rate_interval|range)/g, '5m')
  const textOf = (node: SyntaxNode) => text.slice(node.from, node.to)
  return nodesOf(parser.parse(text), text)
    .filter(({ name }) => name === 'VectorSelector')
    .map((selector) => {
      const around = aroundOf(selector)
      const aggregations = around.filter(({ name }) => name === 'AggregateExpr')
      const calls = around.filter(({ name }) => name === 'FunctionCall')
      return {
        metric: within(selector, 'Identifier').map(textOf)[0] ?? '',
        matched: within(selector, 'LabelName').map(textOf),
        grouped: around.flatMap(groupingOf).map(textOf),
        aggregation: aggregations.flatMap((each) => childrenOf(each, 'AggregateOp')).map(textOf)[0],
        functions: calls.flatMap((each) => childrenOf(each, 'FunctionIdentifier')).map(textOf),
      }
    })
}

function nodesOf(tree: Tree, text: string): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = []
  tree.iterate({
    enter({ node, type, from }) {
      if (type.isError) throw new SyntaxError(`no PromQL at ${from}: ${text}`)
      nodes.push(node)
    },
  })
  return nodes
}

/** The labels of `by (…)` and `on (…)` of an expression itself. */
function groupingOf(node: SyntaxNode): readonly SyntaxNode[] {
  const modifiers = ['AggregateModifier', 'MatchingModifierClause']
  return modifiers
    .flatMap((name) => childrenOf(node, name))
    .flatMap((modifier) => within(modifier, 'LabelName'))
}

function aroundOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.parent === null ? [] : [node.parent, ...aroundOf(node.parent)]
}

function childrenOf(node: SyntaxNode, name?: string): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (name === undefined || child.name === name) children.push(child)
  return children
}

function within(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  return childrenOf(node).flatMap((child) => (child.name === name ? [child] : within(child, name)))
}
