echo POSTGRES_PASSWORD="$(openssl rand -hex 24)" >> .env
