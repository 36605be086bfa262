-- uses: lease
-- Takes the lease of a session, and gives its states. Who finds it with another owner asks that one for it, unless somebody else has.
-- KEYS: the lease, the set of the keys of the session's states, one that never exists: where a slot is on its way to another node the states are not all here.
-- ARGV: owner, address, milliseconds that the lease lasts, milliseconds that it is kept, what the channels of owners begin with, the message to the owner.
-- Returns 1, the fence, and for each state its key, its record and the milliseconds that it has left (-1: for good); or 0, the owner, the address, the milliseconds that he has left.
local fence, owner, address, left = lease_take(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], '0')
if not fence then
  -- Only the first who waits tells him, each time that he asks: a message may be lost, and of many who wait one is enough. That there is one the owner also finds when he renews.
  if redis.call('HSETNX', KEYS[1], 'wanted', ARGV[1]) == 1 or redis.call('HGET', KEYS[1], 'wanted') == ARGV[1] then
    redis.call('PUBLISH', ARGV[5] .. owner, ARGV[6])
  end
  return { 0, owner, address, left }
end

local reply, newest = { 1, fence }, 0
for _, key in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local record = redis.pcall('GET', key)
  if type(record) == 'string' then
    reply[#reply + 1] = key
    reply[#reply + 1] = record
    reply[#reply + 1] = redis.call('PTTL', key)
    if #record >= 16 then
      local low, high = struct.unpack('<I4I4', record, 9)
      newest = math.max(newest, high * 4294967296 + low)
    end
  else
    -- It has expired, or somebody has put something else there.
    redis.call('SREM', KEYS[2], key)
  end
end

-- Versions grow, whatever the server's clock did.
if newest >= tonumber(fence) and newest < 9007199254740000 then
  reply[2] = lease_text(newest + 1)
  redis.call('HSET', KEYS[1], 'fence', reply[2], 'last', reply[2])
end
return reply
