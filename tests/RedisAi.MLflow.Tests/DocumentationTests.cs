using System.Reflection;
using Microsoft.Extensions.Logging;
using RedisAi.MLflow.Following;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests;

/// <summary>Holds the tables of docs/mlflow.md and docs/mlflow-client.md to the code.</summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData("mlflow.md", true)]
    [InlineData("mlflow-client.md", false)]
    public void Page_lists_the_log_events_that_there_are(string page, bool isOfFollowing)
    {
        IEnumerable<Type> logs = typeof(MlflowClient).Assembly.GetTypes()
            .Where(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public).Any(static method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null))
            .Where(type => type == typeof(FollowingLog) == isOfFollowing);

        Assert.Equal(DocumentedPage.LogEventsOf(logs), new DocumentedPage(page).LogEvents);
    }

    [Theory]
    [InlineData(typeof(MlflowModelOptions))]
    [InlineData(typeof(MlflowCanaryOptions))]
    public void Page_lists_the_settings_that_there_are(Type options) =>
        Assert.Equal(DocumentedPage.SettingsOf(options), new DocumentedPage("mlflow.md").NamesIn($"| `{options.Name}` |"));
}
