-- Ends the turn to change what is under a key.
-- KEYS: the turn. ARGV: the token, the channel, the line's name.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return 1
