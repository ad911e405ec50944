export { DetailSkeleton as default } from '@/features/console/table-skeleton.tsx';
