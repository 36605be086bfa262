-- Takes the turn to change what is under a key, or goes on with it.
-- KEYS: the turn. ARGV: the token, milliseconds that it lasts.
-- Returns 1 when it is the caller's, 0 when it is another's.
local token = redis.call('GET', KEYS[1])
if token and token ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
