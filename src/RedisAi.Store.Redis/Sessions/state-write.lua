-- uses: lease, states
-- Writes states of sessions. Those of a session are written if the fence is still the session's: all of them, or none. Its lease may be given up in the same step.
-- KEYS: for each session the lease, the set of the keys of its states, the states.
-- ARGV: milliseconds that a lease lasts that is renewed, milliseconds that it is kept, what the channels of owners begin with, how many sessions; then for each of them the fence, the version,
--   whether the lease is renewed (1, else 0), milliseconds that the set is kept (0: for good, -1: as it is, with the keys that it has), message to who waits for the lease (empty: it is not
--   given up), how many states, and for each state the milliseconds that it lives (0: for good, -1: it is removed), and its record.
-- Returns for each session 1; or, where the fence is another by now, whether it was done before that (2: yes, 0: no, 3: that is not known), the owner and the address.
local function give_up(lease, message)
  local wanted = redis.call('HGET', lease, 'wanted')
  redis.call('HSET', lease, 'owner', '', 'address', '', 'until', '0')
  redis.call('HDEL', lease, 'wanted')
  if wanted then redis.call('PUBLISH', ARGV[3] .. wanted, message) end
end

local replies, key, arg = {}, 1, 5
for i = 1, tonumber(ARGV[4]) do
  local lease, version, message, count = KEYS[key], ARGV[arg + 1], ARGV[arg + 4], tonumber(ARGV[arg + 5])
  local outcome, owner, address, done = lease_check(lease, ARGV[arg], version)
  if outcome == 0 then
    replies[i] = { done, owner, address }
  else
    if outcome == 1 then
      states_write(KEYS[key + 1], ARGV[arg + 3], key + 2, arg + 6, count)
      redis.call('HSET', lease, 'last', version)
    end

    if message ~= '' then
      give_up(lease, message)
    elseif ARGV[arg + 2] == '1' then
      lease_hold(lease, ARGV[1], ARGV[2])
    end
    replies[i] = 1
  end
  key, arg = key + 2 + count, arg + 6 + 2 * count
end
return replies
