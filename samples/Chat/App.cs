using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisAi.Samples.Chat.Conversations;
using RedisAi.Samples.Chat.Copies;
using RedisAi.Samples.Chat.Endpoints;
using RedisAi.Samples.Chat.Simulation;
using RedisAi.Samples.Chat.Statistics;

namespace RedisAi.Samples.Chat;

/// <summary>The web application, composed: the model under two keys, conversations with it, and what is measured.</summary>
internal static class App
{
    /// <summary>How long a conversation that nobody continues is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>Composes the application; <paramref name="configure"/> may change its services.</summary>
    public static WebApplication Build(string[] arguments, Action<WebApplicationBuilder>? configure = null)
    {
        // What the application serves lies beside it, wherever it is started from.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        RedisAiBuilder ai = builder.Services.AddRedisAi()
            .AddOnnxBackend()
            .AddModel(ModelKeys.Merged, Vocabulary.ModelPath, static model => model.States.Add(State()))
            .AddModel(ModelKeys.Alone, Vocabulary.ModelPath, static model =>
            {
                model.States.Add(State());
                model.Batching.Mode = BatchingMode.Off;
            });
        builder.Services.AddHealthChecks().AddRedisAi();

        // With --redis this is one of several copies, any of which goes on with any conversation.
        string? redis = builder.Configuration["redis"];
        if (redis is not null)
        {
            ai.ShareConversations(redis, TimeSpan.FromSeconds(builder.Configuration.GetValue("lease", 10.0)));
        }

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(static _ => Vocabulary.Read(Path.Combine(AppContext.BaseDirectory, Vocabulary.WordsPath)));
        builder.Services.AddSingleton<TokenTensors>();
        builder.Services.AddSingleton(new ConversationIds(isShared: redis is not null));
        builder.Services.AddSingleton<ConversationList>();
        builder.Services.AddSingleton<StatisticsClock>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<StatisticsClock>());
        builder.Services.AddSingleton<Demonstration>();
        builder.Services.AddSingleton<Simulator>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<Simulator>());
        foreach (string key in ModelKeys.All)
        {
            builder.Services.AddKeyedSingleton<ChatModel>(key);
            builder.Services.AddKeyedSingleton<ModelMeter>(key);
        }

        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.MapHealthChecks("/health");
        if (redis is null)
        {
            app.MapConversations();
        }
        else
        {
            app.MapSharedConversations();
        }

        app.MapSimulation();
        app.MapStatistics();
        return app;
    }

    private static ModelState State() => new("state", "stateN") { TimeToLive = Memory };
}
