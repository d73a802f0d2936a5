/** SAMHSA, Core Competencies for Peer Workers in Behavioral Health Services (2015): the twelve categories, in its order. */
export const competencies = [
  {
    code: 'collaborative-relationships',
    title: 'Engages peers in collaborative and caring relationships',
  },
  { code: 'support', title: 'Provides support' },
  { code: 'lived-experience', title: 'Shares lived experiences of recovery' },
  { code: 'personalization', title: 'Personalizes peer support' },
  { code: 'recovery-planning', title: 'Supports recovery planning' },
  { code: 'linking', title: 'Links to resources, services, and supports' },
  {
    code: 'skills-information',
    title: 'Provides information about skills related to health, wellness, and recovery',
  },
  { code: 'crises', title: 'Helps peers to manage crises' },
  { code: 'communication', title: 'Values communication' },
  { code: 'teamwork', title: 'Supports collaboration and teamwork' },
  { code: 'advocacy', title: 'Promotes leadership and advocacy' },
  { code: 'growth', title: 'Promotes growth and development' },
] as const
export type CompetencyCode = (typeof competencies)[number]['code']
