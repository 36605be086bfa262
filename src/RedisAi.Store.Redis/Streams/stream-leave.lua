-- uses: stream-rules
-- Ends a consumer: it counts as dead from now on, so that the others take what it has left, and they are told.
-- KEYS: stream, consumers of the group.
-- ARGV: group, consumer, the channels' beginning.
-- Returns: how many messages it has left.
local stream, members = KEYS[1], KEYS[2]
local group, me = ARGV[1], ARGV[2]
local left = #redis.call('XPENDING', stream, group, '-', '+', 1, me)
if left == 0 then
  redis.call('HDEL', members, 'until:' .. me, 'seen:' .. me)
  redis.call('XGROUP', 'DELCONSUMER', stream, group, me)
else
  redis.call('HSET', members, 'until:' .. me, '0')
end
for _, field in ipairs(redis.call('HKEYS', members)) do
  local consumer = string.match(field, '^until:(.*)$')
  if consumer and consumer ~= me then redis.call('PUBLISH', ARGV[3] .. consumer, 'left') end
end
return left
