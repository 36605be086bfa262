using Microsoft.Extensions.Options;
using RedisAi.MLflow.Client;

namespace RedisAi.MLflow.Hosting;

/// <summary>Checks the settings of the client when the host starts.</summary>
internal sealed class MlflowOptionsCheck : IValidateOptions<MlflowClientOptions>
{
    public ValidateOptionsResult Validate(string? name, MlflowClientOptions options) =>
        MlflowClientOptionsValidator.FirstError(options) is { } error ? ValidateOptionsResult.Fail($"{MlflowOptionsBinder.Section}:{error}") : ValidateOptionsResult.Success;
}
