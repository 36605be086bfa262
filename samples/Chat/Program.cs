using Microsoft.AspNetCore.Builder;
using RedisAi.Samples.Chat;

await using WebApplication app = App.Build(args);
await app.RunAsync();
