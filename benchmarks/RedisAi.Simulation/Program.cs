using RedisAi.Simulation;

return Commands.Run(args);
