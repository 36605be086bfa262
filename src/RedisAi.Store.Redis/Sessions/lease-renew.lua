-- uses: lease
-- Goes on with leases.
-- KEYS: the leases. ARGV: milliseconds that they last, milliseconds that they are kept, then the fence of each.
-- Returns for each of them 1; 2 where another owner waits for it; or, where the fence is another by now, the address of the owner, empty where there is none.
local reply = {}
for i, key in ipairs(KEYS) do
  local lease = redis.call('HMGET', key, 'fence', 'owner', 'address', 'wanted')
  if lease[1] ~= ARGV[i + 2] then
    reply[i] = lease[2] and lease[2] ~= '' and lease[3] or ''
  else
    lease_hold(key, ARGV[1], ARGV[2])
    reply[i] = lease[4] and 2 or 1
  end
end
return reply
