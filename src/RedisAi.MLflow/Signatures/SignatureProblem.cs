namespace RedisAi.MLflow;

/// <summary>Something in which a model and its signature in MLflow disagree.</summary>
/// <param name="Message">A sentence with both sides of it.</param>
/// <param name="IsFatal">Whether no request could be answered, so that the model is not worth deploying; otherwise it is for a log.</param>
public sealed record SignatureProblem(string Message, bool IsFatal);
