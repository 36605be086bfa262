using System.Reflection;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests;

/// <summary>Holds the tables of docs/mlflow-client.md to the code.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Page_lists_the_log_events_that_there_are()
    {
        IEnumerable<Type> logs = typeof(MlflowClient).Assembly.GetTypes()
            .Where(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public).Any(static method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null));

        Assert.Equal(DocumentedPage.LogEventsOf(logs), new DocumentedPage("mlflow-client.md").LogEvents);
    }
}
