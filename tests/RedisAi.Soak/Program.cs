using RedisAi.Soak;

// --minutes M   how long it runs; 30 unless said
// --seed S      what the run draws its operations from; by chance unless said, and printed
// --only A,B    the workers whose names begin so, to look closer at a failure
if (SoakOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("Usage: [--minutes M] [--seed S] [--only NAME,...]");
    return 2;
}

await using SoakContext soak = new(options.Seed);
return await new SoakRun(options, soak).RunAsync();
