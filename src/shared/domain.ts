/**
 * What the app talks about. Plain JSON types, units in names, shared by every process.
 * Imports nothing but its parts.
 */
export * from './domain/photos.ts'
export * from './domain/photo-detail.ts'
export * from './domain/jobs.ts'
export * from './domain/library.ts'
export * from './domain/learning.ts'
export * from './domain/models.ts'
export * from './domain/similar.ts'
export * from './domain/tags.ts'
export * from './domain/rankings.ts'
export * from './domain/runs.ts'
export * from './domain/reviews.ts'
export * from './domain/audits.ts'
export * from './domain/duplicates.ts'
export * from './domain/map.ts'
export * from './domain/history.ts'
