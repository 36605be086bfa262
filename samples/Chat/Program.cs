using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Samples.Chat;
using RedisAi.Samples.Chat.Simulation;

await using WebApplication app = App.Build(args);
await app.StartAsync();

if (app.Configuration.GetValue<int?>("seconds") is { } seconds)
{
    await app.Services.GetRequiredService<Demonstration>().RunAsync(
        app.Configuration.GetValue("users", 200), TimeSpan.FromSeconds(seconds), Console.Out, app.Lifetime.ApplicationStopping);
    await app.StopAsync();
}
else
{
    await app.WaitForShutdownAsync();
}
