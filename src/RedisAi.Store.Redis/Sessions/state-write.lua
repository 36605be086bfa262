-- uses: lease
-- Writes states of a session if the fence is still the session's: all of them, or none. The lease may be given up in the same step.
-- KEYS: the lease, the set of the keys of the session's states, the states.
-- ARGV: fence, version, milliseconds that the lease lasts from now on (0: as it is), milliseconds that it is kept, milliseconds that the set is kept (0: for good, -1: as it is, with the
--   keys that it has), message to who waits for the lease (empty: it is not given up), what the channels of owners begin with; then for each state the milliseconds that it lives
--   (0: for good, -1: it is removed), and its record.
-- Returns 1; or, where the fence is another by now, whether it was done before that (2: yes, 0: no, 3: that is not known), the owner and the address.
local outcome, owner, address, done = lease_check(KEYS[1], ARGV[1], ARGV[2])
if outcome == 0 then return { done, owner, address } end

if outcome == 1 then
  for i = 3, #KEYS do
    local life, record = ARGV[2 * i + 2], ARGV[2 * i + 3]
    if life == '-1' then
      redis.call('DEL', KEYS[i])
      redis.call('SREM', KEYS[2], KEYS[i])
    elseif life == '0' then
      redis.call('SET', KEYS[i], record)
    else
      redis.call('SET', KEYS[i], record, 'PX', life)
    end

    if life ~= '-1' and ARGV[5] ~= '-1' then redis.call('SADD', KEYS[2], KEYS[i]) end
  end

  if ARGV[5] == '0' then
    redis.call('PERSIST', KEYS[2])
  elseif ARGV[5] ~= '-1' then
    redis.call('PEXPIRE', KEYS[2], ARGV[5])
  end
  redis.call('HSET', KEYS[1], 'last', ARGV[2])
end

if ARGV[6] ~= '' then
  local wanted = redis.call('HGET', KEYS[1], 'wanted')
  redis.call('HSET', KEYS[1], 'owner', '', 'address', '', 'until', '0')
  redis.call('HDEL', KEYS[1], 'wanted')
  if wanted then redis.call('PUBLISH', ARGV[7] .. wanted, ARGV[6]) end
elseif ARGV[3] ~= '0' then
  lease_hold(KEYS[1], ARGV[3], ARGV[4])
end
return 1
