-- What was paid for plans: a row for each paid invoice of a subscription. Written only by the sync of its customer.
CREATE TABLE plan_payments (
  -- Stripe's id of the invoice
  id text PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  subscription_id text NOT NULL REFERENCES subscriptions (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  -- as people read it on the invoice
  number text,
  -- Stripe's word: subscription_create, subscription_cycle, subscription_update and others
  reason text NOT NULL,
  -- what was paid with taxes, in the currency's smallest unit
  amount integer NOT NULL CHECK (amount > 0),
  refunded_amount integer NOT NULL DEFAULT 0 CHECK (refunded_amount BETWEEN 0 AND amount),
  currency text NOT NULL,
  state text NOT NULL CHECK (state IN ('paid', 'refunded', 'partly_refunded', 'disputed')),
  -- what it pays for
  period_start timestamptz(3),
  period_end timestamptz(3),
  paid_at timestamptz(3) NOT NULL
);

CREATE INDEX plan_payments_user_id_idx ON plan_payments (user_id);
CREATE INDEX plan_payments_paid_at_idx ON plan_payments (paid_at);

CREATE TRIGGER plan_payments_notify AFTER INSERT OR UPDATE ON plan_payments
  FOR EACH ROW EXECUTE FUNCTION notify_user();

-- when all that Stripe has of the customer was first taken over, plan payments included; null: still to be asked
ALTER TABLE users ADD COLUMN stripe_synced_at timestamptz(3);
